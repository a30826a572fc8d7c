-- An invoice takes its lines in one statement, sums them, and takes its number last: its row comes after its lines.
ALTER TABLE "invoice_lines" ALTER CONSTRAINT "invoice_lines_invoice_id_invoices_id_fk" DEFERRABLE INITIALLY DEFERRED;
