/**
 * Follows links to places of the page by script. A report in a frame of another page may have no address of its own that a link could lead to: a
 * sandboxed frame may not go to the blob it was made from. The page around it also decides between light and dark, by its `color-scheme`.
 */
export function linksInside(): void {
  document.addEventListener("click", (event) => {
    const link = (event.target as Element).closest('a[href^="#"]');
    const place = document.getElementById(link?.getAttribute("href")?.slice(1) ?? "");
    if (place === null) return;
    event.preventDefault();
    place.tabIndex = -1;
    place.focus({ preventScroll: true });
    place.scrollIntoView();
  });
}
