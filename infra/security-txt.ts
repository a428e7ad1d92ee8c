/** Where researchers look for whom to tell (RFC 9116). */
export const securityTxtPath = "/.well-known/security.txt";

/** Days it claims to be right for: written at each request, so that it never expires (RFC 9116 §2.5.5: under a year). */
const days = 90;

/** Answered at the edge, on the host that was asked. `contact` is a URI: `mailto:…` or `https://…`. */
export const securityTxt = (origin: string, contact: string, now: Date): string =>
  [
    `Contact: ${contact}`,
    `Expires: ${new Date(now.getTime() + days * 24 * 3600 * 1000).toISOString().slice(0, 19)}Z`,
    "Preferred-Languages: fr, en",
    `Canonical: ${origin}${securityTxtPath}`,
    "",
  ].join("\n");

export const securityTxtHeaders = {
  "content-type": "text/plain; charset=utf-8",
  "cache-control": "public, max-age=86400",
  "x-content-type-options": "nosniff",
};

/** The same in cloudfront-js-2.0: the answer to a request for it, else undefined. Deployed apps are on https. */
export const securityTxtSource = (contact: string): string => `
function securityTxt(request) {
  if (request.uri !== ${JSON.stringify(securityTxtPath)}) return undefined;
  var expires = new Date(Date.now() + ${days} * 24 * 3600 * 1000).toISOString().slice(0, 19) + "Z";
  var lines = [${JSON.stringify(`Contact: ${contact}`)}, "Expires: " + expires, "Preferred-Languages: fr, en",
    "Canonical: https://" + request.headers.host.value + ${JSON.stringify(securityTxtPath)}, ""];
  var headers = {};
  var given = ${JSON.stringify(securityTxtHeaders)};
  Object.keys(given).forEach(function (name) { headers[name] = { value: given[name] }; });
  return { statusCode: 200, statusDescription: "OK", headers: headers, body: lines.join("\\n") };
}
`;
