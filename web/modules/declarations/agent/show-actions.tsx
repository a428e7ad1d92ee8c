import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { providers } from "../../../../shared/declarations/enums.ts";
import type { ShowView } from "../../../../shared/declarations/shows.ts";
import { ConfirmDialog } from "../../../ui/agent/confirm-dialog.tsx";
import { Icon } from "../../../ui/agent/icon.tsx";
import { Menu } from "../../../ui/agent/menu.tsx";
import { useNotices } from "../../../ui/agent/notices.tsx";
import { refusalWords } from "../../../ui/agent/refusal-words.ts";
import { Button } from "../../../ui/button.tsx";
import { Input } from "../../../ui/input.tsx";
import type { AgentSpace } from "../../access/agent/session.ts";
import { AddPerformanceDialog } from "./add-performance-dialog.tsx";
import { DeclareButton } from "./declare-button.tsx";
import { DefaultsDialog } from "./defaults-dialog.tsx";
import { MergeDialog } from "./merge-dialog.tsx";
import { deleteShow, keepShow, renameShow, restoreShow } from "./show-queries.ts";
import { nextVerb } from "./show-words.ts";
import { useExportNow } from "./use-export-now.tsx";
import { useHideShow } from "./use-hide-show.tsx";
import { useReadNow } from "./use-read-now.ts";

type Asked = "defaults" | "performance" | "rename" | "merge" | "delete";

/** What is done with a whole show: read again, declared, described, exported, hidden, deleted. */
export function ShowActions({ show, space }: { show: ShowView; space: AgentSpace }) {
  const [asked, setAsked] = useState<Asked>();
  const close = () => setAsked(undefined);
  const read = useReadNow();
  const hide = useHideShow();
  const { connectionId, provider } = show.source;
  const next = show.allowed.includes("declaration.draft") ? nextVerb(show.bodies) : undefined;
  const exporting = useExportNow(space);
  const mayEdit = show.allowed.includes("show.edit");
  return (
    <div className="row row--wrap show-actions">
      {connectionId !== null && show.allowed.includes("sync.start") && (
        <Button
          size="sm"
          look="quiet"
          icon="fr-icon-refresh-line"
          busy={read.isPending && "Lecture demandée…"}
          onClick={() => read.mutate({ connectionId, showId: show.id })}
        >
          Relire {providers[provider]}
        </Button>
      )}
      {next && (
        <DeclareButton
          space={space}
          show={show}
          {...next}
          verb={`${next.verb} la déclaration`}
          look="primary"
        />
      )}
      <Menu align="right" label="Autres actions" button={<Icon name="fr-icon-more-line" />}>
        <ul>
          {mayEdit && (
            <li>
              <button type="button" onClick={() => setAsked("defaults")}>
                Lieu, jauge, public, TVA…
              </button>
            </li>
          )}
          {mayEdit && show.ownShow && (
            <>
              <li>
                <button type="button" onClick={() => setAsked("performance")}>
                  Ajouter une séance…
                </button>
              </li>
              <li>
                <button type="button" onClick={() => setAsked("rename")}>
                  Renommer…
                </button>
              </li>
            </>
          )}
          {show.allowed.includes("show.merge") && show.state === "visible" && (
            <li>
              <button type="button" onClick={() => setAsked("merge")}>
                Regrouper avec d’autres…
              </button>
            </li>
          )}
          <li>
            <button type="button" onClick={() => exporting.mutate({ format: "xlsx", showId: show.id })}>
              Exporter les chiffres (XLSX)
            </button>
          </li>
          {mayEdit && (
            <li>
              <button type="button" onClick={() => hide.mutate(show)}>
                {show.state === "hidden" ? "Ne plus masquer" : "Masquer ce spectacle"}
              </button>
            </li>
          )}
          {show.allowed.includes("show.delete") && (
            <li>
              <button type="button" onClick={() => setAsked("delete")}>
                Supprimer…
              </button>
            </li>
          )}
        </ul>
      </Menu>
      {asked === "defaults" && <DefaultsDialog show={show} onClose={close} />}
      {asked === "performance" && <AddPerformanceDialog show={show} onClose={close} />}
      {asked === "rename" && <RenameDialog show={show} onClose={close} />}
      {asked === "merge" && <MergeDialog show={show} onClose={close} />}
      {asked === "delete" && <DeleteDialog show={show} space={space} onClose={close} />}
    </div>
  );
}

function DeleteDialog({
  show,
  space: { organisation },
  onClose,
}: {
  show: ShowView;
  space: AgentSpace;
  onClose: () => void;
}) {
  const client = useQueryClient();
  const navigate = useNavigate();
  const { notify } = useNotices();
  const restore = useMutation({
    mutationFn: ({ id, version }: { id: string; version: number }) => restoreShow(id, version),
    onSuccess: (found) => {
      keepShow(client, found);
      notify(`«\u00a0${found.name}\u00a0» est de nouveau dans vos spectacles.`);
    },
    onError: (error) => notify(refusalWords(error)),
  });
  return (
    <ConfirmDialog
      title={`Supprimer «\u00a0${show.name}\u00a0»\u00a0?`}
      confirm="Supprimer ce spectacle"
      busy="Suppression…"
      act={() => deleteShow(show.id, show.version)}
      onDone={({ id, version }) => {
        void client.invalidateQueries({ queryKey: ["declarations"] });
        const dismiss = notify(
          <>
            «&nbsp;{show.name}&nbsp;» est supprimé.{" "}
            <button
              type="button"
              className="text-button"
              onClick={() => {
                dismiss();
                restore.mutate({ id, version });
              }}
            >
              Annuler
            </button>
          </>,
        );
        void navigate({
          to: "/espace/$organisation/declarations/spectacles",
          params: { organisation: organisation.slug },
        });
      }}
      onClose={onClose}
    >
      <p>
        Ses séances et ses chiffres disparaissent des listes et des totaux. Rien n’a été déclaré pour ce
        spectacle.
      </p>
    </ConfirmDialog>
  );
}

function RenameDialog({ show, onClose }: { show: ShowView; onClose: () => void }) {
  const client = useQueryClient();
  const [name, setName] = useState(show.name);
  const [checked, setChecked] = useState(false);
  const missing = name.trim() === "";
  return (
    <ConfirmDialog
      title="Renommer ce spectacle"
      confirm="Enregistrer"
      busy="Enregistrement…"
      check={() => {
        setChecked(true);
        return !missing;
      }}
      act={() => renameShow(show.id, show.version, name)}
      onDone={(found) => {
        keepShow(client, found);
        onClose();
      }}
      onClose={onClose}
    >
      <Input
        label="Nom du spectacle"
        value={name}
        onChange={setName}
        error={checked && missing ? "Écrivez le nom du spectacle." : undefined}
        maxLength={200}
        autoComplete="off"
      />
    </ConfirmDialog>
  );
}
