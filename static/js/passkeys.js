// Beside allauth's scripts: shows what needs passkeys where the browser knows them, and says so
// when one could not be read.

const known = "PublicKeyCredential" in window;
for (const node of document.querySelectorAll("[data-needs-passkeys]")) node.hidden = !known;
for (const node of document.querySelectorAll("[data-without-passkeys]")) node.hidden = known;

document.addEventListener("allauth.error", (event) => {
  event.preventDefault();
  for (const node of document.querySelectorAll("[data-passkey-failed]")) node.hidden = false;
});
