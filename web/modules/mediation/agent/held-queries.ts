import { infiniteQueryOptions, type QueryClient, queryOptions } from "@tanstack/react-query";
import type {
  BlockedSenderList,
  Discarded,
  DiscardHeld,
  DiscardMany,
  HeldChanged,
  HeldMail,
  HeldPage,
  HeldRegister,
  HeldRegisterFile,
  ListHeld,
  RejectedHeld,
  RejectHeld,
  ReleaseHeld,
} from "../../../../shared/mediation/quarantine.ts";
import { call } from "../../../app/api.ts";

const everyMinute = 60_000;
const key = ["mediation", "quarantine"];

export type HeldFilter = Omit<ListHeld, "organisation" | "after">;

/** Mails held back, most recent first. */
export const heldListQuery = (organisation: string, filter: HeldFilter) =>
  infiniteQueryOptions({
    queryKey: [...key, "list", organisation, filter],
    queryFn: ({ pageParam, signal }) => {
      const asked = Object.entries({ organisation, ...filter, after: pageParam });
      const words = new URLSearchParams(asked.flatMap(([name, value]) => (value ? [[name, value]] : [])));
      return call<HeldPage>("GET", `/api/mediation/quarantine?${words}`, undefined, {
        signal,
        background: true,
      });
    },
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page: HeldPage) => page.next ?? undefined,
    refetchInterval: everyMinute,
  });

const readHeld = (id: string, signal?: AbortSignal) =>
  call<HeldMail>("GET", `/api/mediation/quarantine/${id}`, undefined, {
    background: true,
    ...(signal ? { signal } : {}),
  });

/** One held mail with its preview. */
export const heldQuery = (id: string) =>
  queryOptions({
    queryKey: [...key, "one", id],
    queryFn: ({ signal }) => readHeld(id, signal),
    staleTime: 10_000,
  });

const act = <Answer>(id: string, verb: string, input: object) =>
  call<Answer>("POST", `/api/mediation/quarantine/${id}/${verb}`, input);

const pause = 250;
/** How long a release is waited for; the mail arrives all the same. */
const patience = 20_000;

/** Releases a held mail and waits until it is where it goes. */
export const releaseHeld = async (id: string, input: ReleaseHeld): Promise<HeldMail> => {
  await act<HeldChanged>(id, "release", input);
  return settled(id, (held) => held.release?.is !== "working");
};

/** Has a mail processed again and waits until it was. */
export const replayHeld = async (id: string, version: number): Promise<HeldMail> => {
  await act<HeldChanged>(id, "replay", { version });
  return settled(id, ({ state }) => state !== "waiting");
};

const settled = async (id: string, isSettled: (held: HeldMail) => boolean): Promise<HeldMail> => {
  const until = Date.now() + patience;
  let held = await readHeld(id);
  while (!isSettled(held) && Date.now() < until) {
    await new Promise((done) => setTimeout(done, pause));
    held = await readHeld(id);
  }
  return held;
};

export const rejectHeld = (id: string, input: RejectHeld) => act<RejectedHeld>(id, "reject", input);
export const discardHeld = (id: string, input: DiscardHeld) => act<HeldChanged>(id, "discard", input);
export const restoreHeld = (id: string, version: number) => act<HeldChanged>(id, "restore", { version });
export const discardMany = (input: DiscardMany) =>
  call<Discarded>("POST", "/api/mediation/quarantine/discard", input);
export const heldRegister = (input: HeldRegister) =>
  call<HeldRegisterFile>("POST", "/api/mediation/quarantine/register", input, { repeatable: true });

const blockedKey = ["mediation", "blocked-senders"];
export const blockedSendersQuery = (organisation: string) =>
  queryOptions({
    queryKey: [...blockedKey, organisation],
    queryFn: ({ signal }) =>
      call<BlockedSenderList>(
        "GET",
        `/api/mediation/blocked-senders?${new URLSearchParams({ organisation })}`,
        undefined,
        { signal },
      ),
  });
export const liftBlock = (id: string) =>
  call<{ lifted: boolean }>("POST", `/api/mediation/blocked-senders/${id}/lift`);

/** Has lists, figures and cases read again after a decision. */
export const refreshHeld = (client: QueryClient) => {
  for (const queryKey of [
    key,
    blockedKey,
    ["mediation", "counts"],
    ["mediation", "cases"],
    ["mediation", "case"],
  ])
    void client.invalidateQueries({ queryKey });
};
