/**
 * « Firefox sur Windows », for the owner's list of sessions: what the browser says of itself, in two words. Null when it
 * says nothing known; the raw text is never kept.
 */
export const deviceLabel = async (userAgent: string | undefined): Promise<string | null> => {
  if (!userAgent) return null;
  const { parse } = await import("bowser");
  const { browser, os } = parse(userAgent.slice(0, 500));
  const label = [browser.name, os.name].filter(Boolean).join(" sur ");
  return label === "" ? null : label.slice(0, 100);
};
