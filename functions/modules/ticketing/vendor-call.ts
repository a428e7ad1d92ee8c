import type { OutsideEnv } from "../../platform/env.ts";
import { checkedPlace, resolveByDns } from "../declarations/connectors/checked-host.ts";
import type { Call, Connector, Credentials } from "../declarations/connectors/contract.ts";
import { type HttpClientOptions, httpClient, shopBodyLimit } from "../declarations/connectors/http-client.ts";

/** The list of tickets of a large Billetweb account is one answer, counted as it comes. */
const bodyLimits: Partial<Record<Connector["provider"], number>> = { BILLETWEB: 1024 * 1024 * 1024 };
const resolve = resolveByDns();

/**
 * How this vendor is asked: at its own address, or at the shop that a customer named, whose name is looked up and checked
 * before each call (declarations.md §11).
 */
export const vendorCall = (
  env: Pick<OutsideEnv, "appOrigin" | "ticketingPlaces">,
  connector: Connector,
  credentials: Credentials,
  options: Partial<HttpClientOptions> = {},
): Call => {
  const { vendors, shops } = env.ticketingPlaces;
  const isShop = connector.provider === "SUPERSONIKS" || connector.provider === "SOTICKET";
  const hostRules = {
    resolve,
    ownDomains: [new URL(env.appOrigin).hostname],
    developmentHosts: shops,
  };
  const baseUrl = vendors[connector.provider];
  return httpClient({
    place: () =>
      isShop
        ? checkedPlace(connector.baseUrl(credentials), hostRules)
        : { baseUrl: baseUrl ?? connector.baseUrl(credentials) },
    bodyLimit: bodyLimits[connector.provider] ?? shopBodyLimit,
    now: () => new Date(),
    sleep: (milliseconds) => new Promise((wake) => setTimeout(wake, milliseconds)),
    random: Math.random,
    ...options,
  });
};
