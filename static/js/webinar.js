// Chapters of a recording of ours: a link to a chapter moves the video to its place. Without this,
// and in a tab of its own, the browser opens the file there.

document.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-second]");
  const video = document.getElementById("video");
  if (!link || !video || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
  event.preventDefault();
  location.assign("#video");
  video.currentTime = Number(link.dataset.second);
  video.play().catch(() => {}); // where the browser wants another click first, it is at its place
});
