/** Domains that no mail ever leaves for (RFC 2606, RFC 6761). */
const endNowhere = /\.(example|invalid|test|localhost)$/;

/**
 * Whether a mail to a rights body may leave for this address. Closed unless said: outside production nobody at a real
 * agency receives anything (declarations.md §7).
 */
export const mayReachPartner = (address: string, domains: readonly string[]): boolean => {
  const domain = address.slice(address.lastIndexOf("@") + 1).toLowerCase();
  return endNowhere.test(domain) || domains.some((known) => known === "*" || known === domain);
};
