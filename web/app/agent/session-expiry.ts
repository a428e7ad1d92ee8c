import { useSyncExternalStore } from "react";
import { reasonOf } from "../api.ts";

let expired = false;
const listeners = new Set<() => void>();

const set = (value: boolean) => {
  expired = value;
  for (const listener of listeners) listener();
};

/** Given every failed call: remembers when one failed because the session is over. */
export function noticeExpiry(error: unknown) {
  if (reasonOf(error) === "signed_out") set(true);
}

/** The person signed in again. */
export const sessionRenewed = () => set(false);

/** Whether the session ended while the page was open. */
export const useSessionExpired = () =>
  useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => expired,
  );
