import { Forbidden } from "#kernel";

/**
 * Refuses a change that a browser sends with our cookie on behalf of another site. The browser says itself where a request
 * comes from (`Sec-Fetch-Site`, before it `Origin`); what sends neither is no browser and has no cookie but its own.
 * The same rule as Go's `http.CrossOriginProtection`, words.filippo.io/csrf.
 * @throws Forbidden
 */
export function requireSameOrigin(request: Request): void {
  if (isSameOrigin(request.headers)) return;
  throw new Forbidden("This request comes from another site. Use the agency's own pages, or an API key.");
}

function isSameOrigin(headers: Headers): boolean {
  const site = headers.get("sec-fetch-site");
  if (site) return site === "same-origin" || site === "none";
  const origin = headers.get("origin");
  if (!origin) return true;
  return URL.canParse(origin) && new URL(origin).host === (headers.get("x-forwarded-host") ?? headers.get("host"));
}
