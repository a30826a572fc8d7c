import { useMutation } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useRef, useState } from "react";
import type { JobOrder } from "#hiring";
import { newId } from "#kernel";
import { useTRPC } from "@/_trpc/client";
import { failureOf } from "@/_trpc/failure";
import { checkOrder, type FieldErrors, placeError } from "./draft";

/** Hires, once: however often the button is pressed, the same order carries the same idempotency key. */
export function useHire() {
  const router = useRouter();
  const sent = useRef<{ content: string; key: string } | null>(null);
  const [errors, setErrors] = useState<FieldErrors>({});
  const [refusals, setRefusals] = useState(0);
  const refuse = (found: FieldErrors) => {
    setErrors(found);
    setRefusals((count) => count + 1);
  };
  const hire = useMutation(
    useTRPC().jobs.hire.mutationOptions({
      onSuccess: ({ id }) => router.push(`/jobs/${id}`),
      onError: (error) => {
        const { field, message } = failureOf(error);
        refuse(placeError(field, message));
      },
    }),
  );

  /** @param found what is wrong that the order does not show */
  const submit = (order: JobOrder, found: FieldErrors = {}) => {
    if (hire.isPending || hire.isSuccess) return;
    const missing = { ...checkOrder(order), ...found };
    if (Object.keys(missing).length > 0) return refuse(missing);
    setErrors({});
    const content = JSON.stringify(order);
    if (sent.current?.content !== content) sent.current = { content, key: newId() };
    hire.mutate({ ...order, idempotencyKey: sent.current.key });
  };

  /** Takes the errors off fields that are being corrected. @param places each stands for all below it, too */
  const forgive = (places: readonly string[]) =>
    setErrors((told) => {
      const left = Object.entries(told).filter(
        ([field]) => !places.some((place) => `${field}.`.startsWith(`${place}.`)),
      );
      return left.length === Object.keys(told).length ? told : Object.fromEntries(left);
    });

  // Also while the job's page loads: the job exists by then.
  return { submit, forgive, errors, refusals, isHiring: hire.isPending || hire.isSuccess };
}
