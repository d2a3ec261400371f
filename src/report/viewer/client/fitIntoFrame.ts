/**
 * Makes a report shown in a frame of another page, such as a dashboard, a part of that page: it is set closer, and light or dark is left to the
 * `color-scheme` around it. Links to places of the report are followed by script, since a sandboxed frame may not go to the blob it was made from;
 * and a file dropped on the report does not take its place.
 */
export function fitIntoFrame(): void {
  document.documentElement.dataset.framed = "";
  document.addEventListener("click", (event) => {
    const link = (event.target as Element).closest('a[href^="#"]');
    const place = document.getElementById(link?.getAttribute("href")?.slice(1) ?? "");
    if (place === null) return;
    event.preventDefault();
    place.tabIndex = -1;
    place.focus({ preventScroll: true });
    place.scrollIntoView();
  });
  for (const type of ["dragover", "drop"] as const) {
    document.addEventListener(type, (event) => {
      event.preventDefault();
      if (event.dataTransfer !== null) event.dataTransfer.dropEffect = "none";
    });
  }
}
