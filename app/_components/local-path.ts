/** A path of this site to go on to, from an address that anyone may have written; else `fallback`. */
export function localPath(asked: string | string[] | null | undefined, fallback: string): string {
  const path = Array.isArray(asked) ? asked[0] : asked;
  if (!path || !URL.canParse(path, "http://agency.invalid")) return fallback;
  const { origin, pathname, search } = new URL(path, "http://agency.invalid");
  // "//elsewhere", "/\elsewhere" and "https:elsewhere" are other sites to a browser.
  return path.startsWith("/") && origin === "http://agency.invalid" && !pathname.startsWith("//")
    ? pathname + search
    : fallback;
}
