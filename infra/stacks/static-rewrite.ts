import { rewrites } from "../catalogue.ts";
import { securityTxtSource } from "../security-txt.ts";
import { rewritePattern } from "../static-path.ts";

/**
 * Source of the CloudFront Function that turns an address of the app into the object that answers it: the same rule
 * as `staticKey`, from the same catalogue, in the language of cloudfront-js-2.0. It keeps the path absolute, and answers
 * security.txt itself.
 */
export const staticRewriteSource = (securityContact: string): string => `
${securityTxtSource(securityContact)}
var rewrites = ${JSON.stringify(rewrites.map(({ from, to }) => [rewritePattern(from), to]))}
  .map(function (rule) { return { pattern: new RegExp(rule[0]), to: rule[1] }; });

function handler(event) {
  var request = event.request;
  var told = securityTxt(request);
  if (told) return told;
  var found = rewrites.find(function (rule) { return rule.pattern.test(request.uri); });
  var path = found ? found.to : request.uri;
  var last = path.slice(path.lastIndexOf("/") + 1);
  var file = last.includes(".") ? path : path.replace(/\\/+$/, "") + "/index.html";
  request.uri = "/" + file.replace(/^\\/+/, "");
  return request;
}
`;
