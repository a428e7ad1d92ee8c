import { useState } from "react";
import type { CalendarCard, MailCard, OriginalCard } from "../../../../shared/mail/cards.ts";
import { Icon } from "../../../ui/agent/icon.tsx";
import { exactInstant } from "../../../ui/agent/relative-dates.ts";
import { methodWords, whenWords } from "./calendar-words.ts";
import { beginning } from "./folded-text.ts";
import "./entry-cards.css";

/** Appointments and forwarded originals of a mail, each with what it says; their files are listed below. */
export function EntryCards({ cards }: { cards: readonly MailCard[] }) {
  if (cards.length === 0) return null;
  return (
    <div className="entry-cards">
      {cards.map((card) =>
        card.is === "calendar" ? (
          <Appointment key={`${card.start}${card.summary}`} card={card} />
        ) : (
          <Forwarded key={card.position} card={card} />
        ),
      )}
    </div>
  );
}

function Appointment({ card }: { card: CalendarCard }) {
  const title = card.summary || "Rendez-vous sans titre";
  return (
    <section className="entry-card" aria-label={`${methodWords[card.method]} : ${title}`}>
      <Icon name="fr-icon-calendar-line" tone="info" />
      <div className="entry-card__words">
        <p className="small mention">{methodWords[card.method]}</p>
        <p>
          <strong>{title}</strong>
        </p>
        <p>{whenWords(card)}</p>
        {card.recurrence && <p>{sentence(card.recurrence)}</p>}
        {card.place && <p>Lieu&nbsp;: {card.place}</p>}
        {card.organiser && <p>Organisateur&nbsp;: {card.organiser}</p>}
        <p className="small mention">Guichet n’a enregistré aucun rendez-vous.</p>
      </div>
    </section>
  );
}

const sentence = (words: string) => words.charAt(0).toUpperCase() + words.slice(1);

function Forwarded({ card }: { card: OriginalCard }) {
  const { shown, cut } = beginning(card.text);
  const [open, setOpen] = useState(false);
  return (
    <section className="entry-card" aria-label={`Message joint : ${card.subject}`}>
      <Icon name="fr-icon-mail-open-line" tone="info" />
      <div className="entry-card__words">
        <p className="small mention">Message joint</p>
        <p>
          <strong>{card.subject}</strong>
        </p>
        <p className="small">De&nbsp;: {card.from || "expéditeur non indiqué"}</p>
        {card.to && <p className="small">À&nbsp;: {card.to}</p>}
        {card.date && <p className="small">Daté du {exactInstant(card.date)}</p>}
        {card.text !== "" && <p className="written entry-card__text">{cut && !open ? shown : card.text}</p>}
        {cut && (
          <button
            type="button"
            className="text-button small"
            aria-expanded={open}
            onClick={() => setOpen(!open)}
          >
            {open ? "Réduire" : "Afficher la suite"}
          </button>
        )}
      </div>
    </section>
  );
}
