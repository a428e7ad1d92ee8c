/**
 * A host a customer names is asked over the Internet and nowhere else (declarations.md §11): its name is a bare domain,
 * every address it has now is public, and the connection goes to those addresses.
 */
import { Resolver } from "node:dns/promises";
import { isIP } from "node:net";
import { domainToASCII } from "node:url";
import { ConnectorFault } from "./contract.ts";
import type { CheckedAddress, Place } from "./http-client.ts";
import { isPublicAddress } from "./public-address.ts";

/** Names that lead inside, whoever answers for them. */
const innerZones = ["localhost", "local", "internal", "arpa", "test"];

const within = (name: string, zone: string) => name === zone || name.endsWith(`.${zone}`);

/**
 * A domain as somebody typed it, in ASCII and lower case; undefined when it is no bare domain name: scheme, port, path,
 * credentials, address, single label, inner zone.
 */
export const bareDomain = (typed: string): string | undefined => {
  const text = typed.trim();
  // Checked first: the conversion drops or decodes what it may.
  if (!/^[\p{L}\p{M}\p{N}.-]{1,253}$/u.test(text)) return undefined;
  const name = domainToASCII(text);
  const labels = name.split(".");
  const zone = labels.at(-1) ?? "";
  const allowed =
    name.length <= 253 &&
    labels.length > 1 &&
    labels.every((label) => /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/.test(label)) &&
    /^(?:[a-z]{2,63}|xn--[a-z0-9-]+)$/.test(zone) &&
    !innerZones.some((inner) => within(name, inner));
  return allowed ? name : undefined;
};

/** Every address of a name, A and AAAA; empty when it has none. */
export type Resolve = (name: string) => Promise<readonly string[]>;

export interface HostRules {
  resolve: Resolve;
  /** Our own domains: nothing of ours is asked in a customer's name. */
  ownDomains: readonly string[];
  /** Development only: hosts that stand on this machine, and where. Empty elsewhere. */
  developmentHosts?: Readonly<Record<string, string>>;
}

/**
 * Where a shop is asked, its name looked up anew: to be called before each request. Throws `ConnectorFault`:
 * `forbidden_host` when the name or one of its addresses is not of the Internet, `unreachable_host` when it has none.
 */
export const checkedPlace = async (
  baseUrl: string,
  { resolve, ownDomains, developmentHosts = {} }: HostRules,
): Promise<Place> => {
  const url = URL.parse(baseUrl);
  const development =
    url && Object.hasOwn(developmentHosts, url.host) ? developmentHosts[url.host] : undefined;
  if (url && development) return { baseUrl: new URL(development).origin + url.pathname };

  const name =
    url?.protocol === "https:" && !url.port && !url.username ? bareDomain(url.hostname) : undefined;
  if (!name || ownDomains.some((own) => within(name, own.toLowerCase())))
    throw new ConnectorFault("forbidden_host");
  const addresses = await resolve(name);
  if (addresses.length === 0) throw new ConnectorFault("unreachable_host");
  if (!addresses.every(isPublicAddress)) throw new ConnectorFault("forbidden_host");
  return { baseUrl, addresses: addresses.map(withFamily) };
};

const withFamily = (address: string): CheckedAddress => ({ address, family: isIP(address) === 6 ? 6 : 4 });

/** Asks the name servers of the machine, or those given (« 127.0.0.1:53 »). */
export const resolveByDns = (servers?: readonly string[]): Resolve => {
  const resolver = new Resolver({ timeout: 3000, tries: 2 });
  if (servers) resolver.setServers(servers);
  const none = (error: unknown): string[] => {
    const code = error instanceof Error && "code" in error ? error.code : undefined;
    // The other family may exist; a server that fails is no proof that it does not.
    if (code === "ENODATA" || code === "ENOTFOUND") return [];
    throw new ConnectorFault("unreachable_host");
  };
  return async (name) => {
    const [four, six] = await Promise.all([
      resolver.resolve4(name).catch(none),
      resolver.resolve6(name).catch(none),
    ]);
    return [...four, ...six];
  };
};
