/** Domains where strangers are neighbours: what one of them does says nothing of another. */
const largeProviders = new Set(
  "gmail.com googlemail.com outlook.com outlook.fr hotmail.com hotmail.fr live.fr live.com msn.com yahoo.com yahoo.fr orange.fr wanadoo.fr free.fr sfr.fr neuf.fr laposte.net bbox.fr icloud.com me.com proton.me protonmail.com gmx.fr numericable.fr".split(
    " ",
  ),
);

/** Whether a domain gives addresses to anyone: it is neither limited nor blocked as a whole. */
export const isLargeProvider = (domain: string): boolean => largeProviders.has(domain);
