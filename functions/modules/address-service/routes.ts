import type { SuggestedAddress, SuggestedAddresses } from "../../../shared/mediation/addresses.ts";
import { limits } from "../../../shared/mediation/limits.ts";
import { outsideApp } from "../../platform/outside-app.ts";
import { keepPace } from "../../platform/pace.ts";
import { suggestAddresses, type Wanted } from "./suggest-addresses.ts";

/** Somebody who types: forty at once, then four a second. The service itself: twenty a second from each container. */
const visitors = keepPace({ burst: 40, perSecond: 4 });
const service = keepPace({ burst: 20, perSecond: 20 });

const rememberedDays = 30;
const secondsADay = 86_400;
const mostRemembered = 2000;
const remembered = new Map<string, { suggestions: SuggestedAddress[]; until: number }>();

const remember = (key: string, suggestions: SuggestedAddress[], now: Date) => {
  remembered.set(key, { suggestions, until: now.getTime() + rememberedDays * secondsADay * 1000 });
  for (const [oldest] of remembered) {
    if (remembered.size <= mostRemembered) break;
    remembered.delete(oldest);
  }
};

/**
 * Suggestions of addresses and towns while somebody types (mediation.md §4.1, §10), for anyone. Never a refusal: too
 * short, too many, or nobody to ask is an empty list, because the field is filled without it.
 */
export const routes = outsideApp("addresses").get("/api/addresses", async (c) => {
  const { outside } = c.env;
  const q = (c.req.query("q") ?? "").replaceAll(/\s+/g, " ").trim().slice(0, limits.suggestMost);
  const wanted: Wanted = c.req.query("type") === "municipality" ? "municipality" : "address";
  const answer = (suggestions: SuggestedAddress[]) => c.json({ suggestions } satisfies SuggestedAddresses);
  if (q.length < limits.suggestFrom) return answer([]);

  const now = outside.now();
  const key = `${wanted} ${q.toLowerCase()}`;
  const known = remembered.get(key);
  const found =
    known && known.until > now.getTime()
      ? known.suggestions
      : visitors.take(outside.clientAddress, now) > 0 || service.take("all", now) > 0
        ? undefined
        : await suggestAddresses(outside, q, wanted);
  if (!found) return answer([]);
  if (found !== known?.suggestions) remember(key, found, now);
  // The browser keeps it; no shared cache does, since it holds what somebody typed.
  c.header("Cache-Control", `private, max-age=${rememberedDays * secondsADay}`);
  return answer(found);
});
