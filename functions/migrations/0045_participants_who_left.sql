ALTER TABLE "participant" ADD COLUMN "ended_at" timestamp with time zone;
--> statement-breakpoint
-- Those who act no more for a requester had left before it was written on the participant.
update participant p set ended_at = r.ended_at from party r where r.id = p.party_id and r.ended_at is not null;
