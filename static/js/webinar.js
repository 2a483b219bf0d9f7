// Chapters of a recording of ours: a link to a chapter moves the video to its place.

document.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-second]");
  const video = document.getElementById("video");
  if (!link || !video) return;
  video.currentTime = Number(link.dataset.second);
  video.play().catch(() => {}); // where the browser wants another click first, it is at its place
});
