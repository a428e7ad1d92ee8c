/** Domains most French addresses end with; only these are ever suggested. */
const frequentDomains =
  "gmail.com orange.fr wanadoo.fr hotmail.fr hotmail.com free.fr yahoo.fr yahoo.com laposte.net outlook.fr outlook.com sfr.fr live.fr icloud.com protonmail.com proton.me neuf.fr bbox.fr".split(
    " ",
  );

/** True when one letter was added, left out, changed or swapped with its neighbour. */
const oneSlipApart = (typed: string, wanted: string): boolean => {
  if (typed === wanted || Math.abs(typed.length - wanted.length) > 1) return false;
  let start = 0;
  while (start < typed.length && typed[start] === wanted[start]) start++;
  const [a, b] = [typed.slice(start), wanted.slice(start)];
  return (
    a.slice(1) === b.slice(1) ||
    a.slice(1) === b ||
    a === b.slice(1) ||
    (a[0] === b[1] && a[1] === b[0] && a.slice(2) === b.slice(2))
  );
};

/** The address probably meant (« gmial.com » for « gmail.com »), or null. An offer to make, never a correction. */
export const likelyEmail = (typed: string): string | null => {
  const [local, domain, ...more] = typed.trim().split("@");
  if (!local || !domain || more.length > 0) return null;
  const lower = domain.toLowerCase();
  if (frequentDomains.includes(lower)) return null;
  const meant = frequentDomains.find((wanted) => oneSlipApart(lower, wanted));
  return meant ? `${local}@${meant}` : null;
};
