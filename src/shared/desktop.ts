/** What the preload script hands to the window, and the messages behind it; the window has nothing else of Electron. */
export interface DesktopBridge {
  /** Asks for a message port to the lab; it arrives as a `message` event of the window with data `{kind: portMessage, nonce}`. */
  connect(nonce: string): void;
  /** Absolute path of a file that was dropped into the window or chosen in it. */
  pathOf(file: File): string;
  /** Calls back when a menu item asks the window to do something, until the returned function is called. */
  onCommand(listener: (command: DesktopCommand) => void): () => void;
}

/** What menus and the tray ask of the window: the path of a page, or a dialog. */
export const desktopCommands = ['new-experiment', 'runs', 'queue', 'palette', 'shortcuts', 'home'] as const;
export type DesktopCommand = (typeof desktopCommands)[number];

export const bridgeName = 'boosterLab';
export const portMessage = 'booster-lab:port';
export const desktopChannels = { connect: 'booster-lab:connect', command: 'booster-lab:command' } as const;
