import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import type { CaseAction, CaseView } from "../../../../shared/mediation/schema.ts";
import { Icon } from "../../../ui/agent/icon.tsx";
import { Menu } from "../../../ui/agent/menu.tsx";
import { useNotices } from "../../../ui/agent/notices.tsx";
import { refusalWords } from "../../../ui/agent/refusal-words.ts";
import { useShortcuts } from "../../../ui/agent/shortcuts.ts";
import type { AgentSpace } from "../../access/agent/session.ts";
import { AccessDialog } from "./access-dialog.tsx";
import { EraseDialog } from "./erase-dialog.tsx";
import { CaseFileDialog, SynthesisDialog } from "./files/case-file-dialogs.tsx";
import { actOnCase } from "./hand-queries.ts";
import { LetterDialog } from "./letter-dialog.tsx";
import { CoHandlersDialog, WatchDialog, WatchersDialog } from "./people-dialogs.tsx";
import { PriorityDialog } from "./priority-dialog.tsx";
import { ReasonDialog } from "./reason-dialog.tsx";
import { TransferDialog } from "./transfer-dialog.tsx";
import { useCaseAfter } from "./use-case-after.ts";
import { WithdrawDialog } from "./withdraw-dialog.tsx";
import "./hands.css";

type Dialog =
  | "transfer"
  | "co-handlers"
  | "watch"
  | "watchers"
  | "priority"
  | "withdraw"
  | "release"
  | "restrict"
  | "unrestrict"
  | "hold"
  | "unhold"
  | "letter"
  | "synthesis"
  | "case-file"
  | "access"
  | "erase"
  | "delete";

interface Item {
  opens: Dialog;
  /** Any of these rights offers it. */
  needs: readonly CaseAction[];
  label: (found: CaseView) => string;
  icon: `fr-icon-${string}`;
  /** Whether it makes sense on this case. */
  when?: (found: CaseView) => boolean;
}

/** Groups of the menu: hands, followers, what keeps a case, the bin. */
const groups: readonly (readonly Item[])[] = [
  [
    {
      opens: "transfer",
      needs: ["case.assign", "case.propose_transfer"],
      label: ({ allowed, assignee }) =>
        !allowed.includes("case.assign") ? "Proposer un transfert…" : assignee ? "Transférer…" : "Attribuer…",
      icon: "fr-icon-user-add-line",
    },
    {
      opens: "release",
      needs: ["case.release"],
      label: () => "Rendre le dossier…",
      icon: "fr-icon-inbox-line",
    },
    {
      opens: "co-handlers",
      needs: ["case.assign"],
      label: () => "Co-intervenants…",
      icon: "fr-icon-team-line",
    },
    { opens: "priority", needs: ["case.decide"], label: () => "Priorité…", icon: "fr-icon-flashlight-line" },
    {
      opens: "withdraw",
      needs: ["case.withdraw"],
      label: () => "Noter un retrait…",
      icon: "fr-icon-close-circle-line",
      when: ({ synthesis }) => synthesis.withdrawnAt === null,
    },
  ],
  [
    {
      opens: "watch",
      needs: ["case.watch"],
      label: ({ hands }) => (hands.watching ? "Changer mon suivi…" : "Suivre le dossier…"),
      icon: "fr-icon-eye-line",
    },
    {
      opens: "watchers",
      needs: ["case.invite_watcher"],
      label: () => "Abonnés…",
      icon: "fr-icon-user-line",
    },
  ],
  [
    { opens: "letter", needs: ["case.write"], label: () => "Courrier…", icon: "fr-icon-mail-line" },
    {
      opens: "synthesis",
      needs: ["case.synthesis"],
      label: () => "Synthèse en PDF…",
      icon: "fr-icon-file-text-line",
    },
    {
      opens: "case-file",
      needs: ["case.export"],
      label: () => "Dossier complet…",
      icon: "fr-icon-folder-2-line",
    },
  ],
  [
    {
      opens: "restrict",
      needs: ["case.restrict"],
      label: () => "Restreindre…",
      icon: "fr-icon-lock-line",
      when: ({ hands }) => !hands.restricted,
    },
    {
      opens: "unrestrict",
      needs: ["case.unrestrict"],
      label: () => "Lever la restriction…",
      icon: "fr-icon-lock-unlock-line",
      when: ({ hands }) => hands.restricted,
    },
    {
      opens: "hold",
      needs: ["case.hold"],
      label: () => "Retenir légalement…",
      icon: "fr-icon-scales-3-line",
    },
    {
      opens: "unhold",
      needs: ["case.unhold"],
      label: () => "Lever la retenue…",
      icon: "fr-icon-scales-3-line",
    },
    {
      opens: "access",
      needs: ["case.prepare_access"],
      label: () => "Répondre à une demande d’accès…",
      icon: "fr-icon-user-search-line",
    },
    {
      opens: "erase",
      needs: ["case.prepare_erasure"],
      label: () => "Effacer les données…",
      icon: "fr-icon-shield-line",
      when: ({ status }) => status === "CLOSED",
    },
    {
      opens: "delete",
      needs: ["case.delete"],
      label: () => "Mettre à la corbeille…",
      icon: "fr-icon-delete-line",
    },
  ],
];

/** What else may be done on a case: only what the rules allow, each in its own dialog. */
export function CaseMenu({ found, space }: { found: CaseView; space: AgentSpace }) {
  const [opened, setOpened] = useState<Dialog>();
  const offered = groups
    .map((group) =>
      group.filter(
        ({ needs, when }) => needs.some((one) => found.allowed.includes(one)) && when?.(found) !== false,
      ),
    )
    .filter((group) => group.length > 0);
  const mayTransfer = offered.some((group) => group.some(({ opens }) => opens === "transfer"));
  useShortcuts({ a: mayTransfer ? () => setOpened("transfer") : undefined });
  const onClose = () => setOpened(undefined);
  const given = { found, space, onClose };
  return (
    <>
      {found.allowed.includes("case.restore") && <RestoreButton found={found} space={space} />}
      {offered.length > 0 && (
        <Menu
          align="right"
          className="case-menu"
          button={
            <span className="fr-btn fr-btn--sm fr-btn--tertiary">
              Autres actions <Icon name="fr-icon-arrow-down-s-line" />
            </span>
          }
        >
          {offered.map((group) => (
            <ul key={group[0]?.opens}>
              {group.map(({ opens, label, icon }) => (
                <li key={opens}>
                  <button type="button" onClick={() => setOpened(opens)}>
                    <Icon name={icon} />
                    {label(found)}
                  </button>
                </li>
              ))}
            </ul>
          ))}
        </Menu>
      )}
      {opened === "transfer" && <TransferDialog {...given} />}
      {opened === "co-handlers" && <CoHandlersDialog {...given} />}
      {opened === "watch" && <WatchDialog {...given} />}
      {opened === "watchers" && <WatchersDialog {...given} />}
      {opened === "priority" && <PriorityDialog {...given} />}
      {opened === "withdraw" && <WithdrawDialog found={found} onClose={onClose} />}
      {opened === "letter" && <LetterDialog {...given} />}
      {opened === "synthesis" && <SynthesisDialog {...given} />}
      {opened === "case-file" && <CaseFileDialog {...given} />}
      {opened === "access" && <AccessDialog {...given} />}
      {opened === "erase" && <EraseDialog caseId={found.id} number={found.number} onClose={onClose} />}
      {(opened === "release" ||
        opened === "restrict" ||
        opened === "unrestrict" ||
        opened === "hold" ||
        opened === "unhold" ||
        opened === "delete") && <ReasonDialog act={opened} {...given} />}
    </>
  );
}

function RestoreButton({ found, space }: { found: CaseView; space: AgentSpace }) {
  const after = useCaseAfter(space, found);
  const { notify } = useNotices();
  const restore = useMutation({
    mutationFn: () => actOnCase(found.id, "restore", { version: found.version }),
    onSuccess: (answer) => after(answer, "Le dossier est sorti de la corbeille."),
    onError: (error) => notify(refusalWords(error)),
  });
  return (
    <button
      type="button"
      className="fr-btn fr-btn--sm"
      aria-disabled={restore.isPending || undefined}
      onClick={() => !restore.isPending && restore.mutate()}
    >
      Restaurer le dossier
    </button>
  );
}
