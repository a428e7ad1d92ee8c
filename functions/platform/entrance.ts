import { createHash, timingSafeEqual } from "node:crypto";
import type { LambdaEvent } from "hono/aws-lambda";
import type { Refusal } from "./refusal.ts";

/**
 * The API's own host name is public, and who calls it directly could claim any address of a visitor. So our
 * distributions add a secret to each request, which overwrites whatever a browser sent, and functions answer nobody
 * without it (docs/decisions/056).
 */
export const entranceHeader = "x-guichet-entrance";

const digest = (text: string) => createHash("sha256").update(text).digest();

/** Whether a request came through our distributions. Without a secret of ours, none did. */
export const cameIn = (secret: string | undefined, given: string | undefined): boolean =>
  secret !== undefined && given !== undefined && timingSafeEqual(digest(secret), digest(given));

export const notThisWay: Refusal = {
  code: "forbidden",
  reason: "not_this_way",
  detail: "Cette adresse n’est pas celle du service. Passez par le site.",
};

/** The visitor's address as CloudFront saw it, its port dropped; else whoever called. Asked after `cameIn`. */
export const visitorAddress = (viewer: string | undefined, event: LambdaEvent | undefined): string => {
  if (viewer) return viewer.replace(/:\d+$/, "");
  const http =
    event && "requestContext" in event && "http" in event.requestContext
      ? event.requestContext.http
      : undefined;
  return http && typeof http === "object" && "sourceIp" in http ? String(http.sourceIp) : "unknown";
};
