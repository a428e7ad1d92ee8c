import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { type FormEvent, useEffect, useRef, useState } from "react";
import { LeaveGuard } from "../../../ui/agent/leave-guard.tsx";
import { PageTitle, useTitle } from "../../../ui/agent/page-title.tsx";
import { fieldFaults, refusalWords } from "../../../ui/agent/refusal-words.ts";
import { Alert } from "../../../ui/alert.tsx";
import { Button, buttonClass } from "../../../ui/button.tsx";
import { Input } from "../../../ui/input.tsx";
import type { AgentSpace } from "../../access/agent/session.ts";
import { noPlace, PlaceFields, type PlaceText, readPlace } from "./place-fields.tsx";
import { createShow, keepShow, savePlace } from "./show-queries.ts";
import { TypedPerformanceFields } from "./typed-performance-fields.tsx";
import {
  anotherPerformance,
  noPerformance,
  type PerformanceText,
  readPerformances,
} from "./typed-performances.ts";
import "../../../ui/agent/forms.css";
import "./declarations.css";
import "./new-show.css";

/** A show nobody sells on line: its performances and tariffs typed, corrected and declared like the others. */
export function NewShowPage({ space }: { space: AgentSpace }) {
  useTitle("Saisir un spectacle");
  const { organisation } = space;
  const client = useQueryClient();
  const navigate = useNavigate();
  const form = useRef<HTMLFormElement>(null);
  const [name, setName] = useState("");
  const [place, setPlace] = useState<PlaceText>(noPlace);
  const [capacity, setCapacity] = useState("");
  const [performances, setPerformances] = useState<PerformanceText[]>([noPerformance("0")]);
  const [asked, setAsked] = useState(false);
  const [created, setCreated] = useState<string>();
  const [touched, setTouched] = useState(false);
  const create = useMutation({
    mutationFn: async (input: Omit<Parameters<typeof createShow>[0], "organisation" | "placeId">) => {
      const placeId =
        place.kind === "known"
          ? place.id
          : place.kind === "new"
            ? (await savePlace({ organisation: organisation.id, ...place.typed })).id
            : null;
      return createShow({ organisation: organisation.id, placeId, ...input });
    },
    onSuccess: (show) => {
      keepShow(client, show);
      setCreated(show.id);
    },
  });
  // Once the guard is gone, so that leaving asks nothing.
  useEffect(() => {
    if (created)
      void navigate({
        to: "/espace/$organisation/declarations/spectacles/$showId",
        params: { organisation: organisation.slug, showId: created },
      });
  }, [created, navigate, organisation.slug]);
  const typed = readPerformances(performances);
  const seats = capacity.trim() === "" ? null : Number(capacity);
  const found: Record<string, string> = {
    ...(name.trim() === "" ? { name: "Écrivez le nom du spectacle." } : {}),
    ...readPlace(place),
    ...(seats !== null && (!Number.isInteger(seats) || seats < 1)
      ? { capacity: "Écrivez un nombre de places." }
      : {}),
    ...typed.faults,
  };
  /** Nothing is wrong before the first try; from then on, what is mended is so at once. */
  const faults = asked ? found : {};
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (create.isPending) return;
    setAsked(true);
    if (Object.keys(found).length > 0) {
      requestAnimationFrame(() => form.current?.querySelector<HTMLElement>("[aria-invalid=true]")?.focus());
      return;
    }
    create.mutate({ name, capacity: seats, performances: typed.read });
  };
  const refused = fieldFaults(create.error);
  return (
    <div className="agent-page">
      {touched && created === undefined && <LeaveGuard />}
      <header className="agent-head">
        <PageTitle>Saisir un spectacle</PageTitle>
        <p className="mention grow">
          Pour les carnets à souche et la petite jauge. Vous pourrez tout changer ensuite.
        </p>
      </header>
      <form
        ref={form}
        className="dialog-form new-show"
        onSubmit={submit}
        onChange={() => setTouched(true)}
        noValidate
      >
        {create.isError && (
          <Alert severity="error" title={refusalWords(create.error)}>
            {Object.entries(refused).map(([path, message]) => (
              <p key={path}>{message}</p>
            ))}
          </Alert>
        )}
        <section className="box dialog-form" aria-labelledby="le-spectacle">
          <h2 id="le-spectacle">Le spectacle</h2>
          <Input
            label="Nom du spectacle"
            value={name}
            onChange={setName}
            error={faults.name}
            maxLength={200}
            autoComplete="off"
          />
          <PlaceFields organisationId={organisation.id} value={place} onChange={setPlace} faults={faults} />
          <Input
            label="Jauge"
            hint="Nombre de places (facultatif)"
            width="medium"
            value={capacity}
            onChange={setCapacity}
            error={faults.capacity}
            inputMode="numeric"
          />
        </section>
        {performances.map((performance, index) => (
          <TypedPerformanceFields
            key={performance.key}
            number={index + 1}
            value={performance}
            faults={faults}
            onChange={(changed) => {
              setTouched(true);
              setPerformances((all) => all.map((one) => (one.key === changed.key ? changed : one)));
            }}
            onRemove={
              performances.length > 1
                ? () => setPerformances((all) => all.filter(({ key }) => key !== performance.key))
                : undefined
            }
          />
        ))}
        <p>
          <Button
            size="sm"
            look="secondary"
            icon="fr-icon-add-line"
            onClick={() => {
              setTouched(true);
              setPerformances((all) => [...all, anotherPerformance(all)]);
            }}
          >
            Ajouter une séance
          </Button>
        </p>
        <div className="row row--wrap">
          <Button type="submit" busy={create.isPending && "Enregistrement…"}>
            Enregistrer le spectacle
          </Button>
          <Link
            to="/espace/$organisation/declarations/spectacles"
            params={{ organisation: organisation.slug }}
            className={buttonClass({ look: "secondary" })}
          >
            Annuler
          </Link>
        </div>
      </form>
    </div>
  );
}
