// A figure that is clicked or touched is told at the bottom of the window; pointing shows it anyway.
const readout = document.getElementById("readout");
document.addEventListener("click", (event) => {
  const title = event.target.closest(".chart rect")?.querySelector("title");
  readout.textContent = title ? title.textContent : "";
});
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") {
    readout.textContent = "";
  }
});
