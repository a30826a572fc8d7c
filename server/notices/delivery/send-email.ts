import { createTransport } from "nodemailer";
import { env } from "#platform";

/** A file that goes with a letter. */
export type Attachment = { readonly fileName: string; readonly content: Buffer };

type Letter = { readonly subject: string; readonly text: string; readonly attachments: readonly Attachment[] };

const TIMEOUT_MS = 10_000;

/** Whether this agency has a mail server; without one, letters stay in the outbox. */
export const canSendEmail = (): boolean => env().SMTP_URL !== undefined;

/**
 * Hands a letter to the mail server.
 * @param id of the letter, the same at each try, so that mail programs can tell a repetition
 * @throws Error with the server's own words
 */
export async function sendEmail(id: string, to: string, { subject, text, attachments }: Letter): Promise<void> {
  const { SMTP_URL, MAIL_FROM } = env();
  if (!SMTP_URL || !MAIL_FROM) throw new Error("This agency has no mail server (SMTP_URL).");
  const transport = createTransport({
    url: SMTP_URL,
    connectionTimeout: TIMEOUT_MS,
    greetingTimeout: TIMEOUT_MS,
    socketTimeout: TIMEOUT_MS,
  });
  await transport.sendMail({
    from: MAIL_FROM,
    to,
    subject,
    text,
    attachments: attachments.map(({ fileName, content }) => ({ filename: fileName, content })),
    messageId: `<${id}@hireling>`,
  });
}
