import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useRouter } from "@tanstack/react-router";
import { useEffect, useRef, useState } from "react";
import { checkSession, meQuery, stillHere } from "../../modules/access/agent/session.ts";
import { Modal } from "../../ui/agent/modal.tsx";
import { Button } from "../../ui/button.tsx";
import { watchIdleness } from "./idleness.ts";
import { noticeExpiry, useSessionExpired } from "./session-expiry.ts";
import { onOtherTabs, tellOtherTabs } from "./session-tabs.ts";

const gestures = ["keydown", "pointerdown", "wheel", "scroll", "touchmove"] as const;

/** Lets the session live as long as the person does something, and says when it is about to close. */
export function SessionWatch() {
  const { data: me } = useQuery({ ...meQuery, enabled: false });
  const expired = useSessionExpired();
  const [closing, setClosing] = useState(false);
  const stay = useRef<() => Promise<void>>(undefined);
  const minutes = me && !expired ? me.idleMinutes : undefined;
  useEffect(() => {
    if (minutes === undefined) return;
    // A lost connection is not an end: the next gesture tells it again.
    const ask = (call: () => Promise<unknown>) => () => call().catch(noticeExpiry);
    const watch = watchIdleness({
      idle: minutes * 60_000,
      now: Date.now,
      tell: ask(stillHere),
      check: ask(checkSession),
      onClosing: setClosing,
      onHeard: (at) => tellOtherTabs({ heardAt: at }),
    });
    stay.current = watch.stay;
    const leave = onOtherTabs((message) => {
      if ("heardAt" in message) watch.heard(message.heardAt);
      else void ask(checkSession)();
    });
    const listening = new AbortController();
    for (const gesture of gestures) {
      document.addEventListener(gesture, () => void watch.active(), {
        capture: true,
        passive: true,
        signal: listening.signal,
      });
    }
    return () => {
      listening.abort();
      leave();
      watch.stop();
      setClosing(false);
    };
  }, [minutes]);
  if (!closing || expired) return null;
  return (
    <Modal
      title="Votre session va se fermer"
      footer={<Button onClick={() => void stay.current?.()}>Rester connecté</Button>}
    >
      <p role="status">
        Sans action de votre part, elle se ferme dans moins d’une minute. Ce que vous écrivez est gardé sur
        cet appareil.
      </p>
    </Modal>
  );
}

/** Has every open route read again when the person's rights change under it. */
export function RightsWatch() {
  const router = useRouter();
  const client = useQueryClient();
  const { data: me } = useQuery({ ...meQuery, enabled: false });
  const before = useRef(me);
  useEffect(() => {
    if (before.current && me && before.current !== me) {
      void client.invalidateQueries({ predicate: ({ queryKey }) => queryKey[1] !== "me" });
      void router.invalidate();
    }
    before.current = me;
  }, [me, router, client]);
  return null;
}
