/** Works in another space from now on; everything on the page is of the old one, so it begins anew. */
export function chooseSpace(key: string): void {
  const secure = window.location.protocol === 'https:' ? '; secure' : '';
  // A cookie, because pictures, downloads and the live stream are asked for without headers.
  // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is not in every browser
  document.cookie = `signalbox_space=${encodeURIComponent(key)}; path=/; max-age=31536000; samesite=lax${secure}`;
  window.location.assign('/');
}
