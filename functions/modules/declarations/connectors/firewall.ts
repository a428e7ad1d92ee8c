/**
 * Whether an answer is the page or the error of a firewall that takes us for a robot, at any status: we come back later
 * (declarations.md §10.1).
 */
export const isFirewall = (body: string): boolean =>
  body.includes("cdn-cgi/challenge-platform") || /"error"\s*:\s*"rate_limiting"/.test(body);
