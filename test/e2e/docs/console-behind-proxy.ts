import { type Console, type ConsoleOptions, createConsole } from "@relance/console";

export function consoleBehindProxy({ gateway, authorize }: ConsoleOptions): Console {
  return createConsole({ gateway, authorize, origin: "https://relance.example.org" });
}
