"use client";

import { useState } from "react";
import { ActionForm } from "@/_components/action-form";
import { SelectField, TextField } from "@/_components/fields";
import { attachConnector } from "../actions";
import { HeaderFields } from "./header-fields";

const WAYS = {
  oauth: "Sign in at the server (OAuth)",
  header: "A key of yours, sent as a header",
  none: "Nothing: it is open to all",
} as const;
type Way = keyof typeof WAYS;

const isWay = (text: string): text is Way => text in WAYS;

/** A server with an address of its own. What else is asked depends on how it lets Hireling in. */
export function AttachConnector() {
  const [way, setWay] = useState<Way>("oauth");
  return (
    <ActionForm action={attachConnector} submit="Attach" variant="primary" columns="sm:grid-cols-2" className="p-4">
      <TextField name="name" label="Name" placeholder="Issue tracker" maxLength={80} />
      <TextField
        name="url"
        type="url"
        label="Address"
        hint="Where the MCP server answers over streamable HTTP"
        placeholder="https://mcp.example.com/mcp"
      />
      <SelectField
        name="auth"
        label="How it lets Hireling in"
        value={way}
        onChange={({ target }) => isWay(target.value) && setWay(target.value)}
      >
        {Object.entries(WAYS).map(([value, label]) => (
          <option key={value} value={value}>
            {label}
          </option>
        ))}
      </SelectField>
      <TextField
        name="slug"
        label="Short name"
        hint="Part of its tools' names. Empty: made of the name"
        placeholder="issues"
        maxLength={24}
        className="font-mono"
      />
      {way === "header" ? <HeaderFields /> : null}
      {way === "oauth" ? (
        <>
          <TextField
            name="clientId"
            label="Client id"
            hint="Only for servers that do not take new clients by themselves"
          />
          <TextField
            name="clientSecret"
            type="password"
            autoComplete="off"
            label="Client secret"
            hint="If it has one"
          />
        </>
      ) : null}
    </ActionForm>
  );
}
