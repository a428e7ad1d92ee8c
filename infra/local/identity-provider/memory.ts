import type { AdapterFactory, AdapterPayload } from "oidc-provider";

/** Where one provider keeps codes, tokens and sessions: its own memory, gone when it stops. */
export const memoryAdapters = (): AdapterFactory => {
  const kept = new Map<string, { payload: AdapterPayload; until: number }>();
  const live = (key: string): AdapterPayload | undefined => {
    const found = kept.get(key);
    if (found && found.until > Date.now()) return found.payload;
    kept.delete(key);
    return undefined;
  };
  const firstWith = (model: string, name: "uid" | "userCode", value: string) =>
    [...kept.keys()]
      .filter((key) => key.startsWith(`${model}:`))
      .map(live)
      .find((payload) => payload?.[name] === value);

  return (model) => ({
    upsert: async (id, payload, expiresIn) => {
      const until = expiresIn ? Date.now() + expiresIn * 1000 : Number.POSITIVE_INFINITY;
      kept.set(`${model}:${id}`, { payload, until });
    },
    find: async (id) => live(`${model}:${id}`),
    findByUid: async (uid) => firstWith(model, "uid", uid),
    findByUserCode: async (code) => firstWith(model, "userCode", code),
    consume: async (id) => {
      const payload = live(`${model}:${id}`);
      if (payload) payload.consumed = Math.floor(Date.now() / 1000);
    },
    destroy: async (id) => {
      kept.delete(`${model}:${id}`);
    },
    revokeByGrantId: async (grantId) => {
      for (const [key, { payload }] of kept) if (payload.grantId === grantId) kept.delete(key);
    },
  });
};
