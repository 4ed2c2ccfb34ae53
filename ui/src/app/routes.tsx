/** Which view an address shows. Only places that work have one. */
import type { ComponentType } from "react";
import { HeardView } from "../views/queue/HeardView";
import { QueueView } from "../views/queue/QueueView";
import { LogbookView } from "../views/logbook/LogbookView";
import { RegisterView } from "../views/register/RegisterView";
import { RegistrarView } from "../views/registrar/RegistrarView";
import { RulesView } from "../views/rules/RulesView";
import { SettingsView } from "../views/settings/SettingsView";

export type Place = "queue" | "heard" | "registrar" | "register" | "rules" | "logbook" | "settings";
export const views: Record<Place, ComponentType> = {
  queue: QueueView,
  heard: HeardView,
  registrar: RegistrarView,
  register: RegisterView,
  rules: RulesView,
  logbook: LogbookView,
  settings: SettingsView,
};

export function placeOf(path: string[]): Place {
  const first = path[0] ?? "";
  return first in views ? (first as Place) : "queue";
}
