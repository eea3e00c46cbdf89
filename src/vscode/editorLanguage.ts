import * as vscode from 'vscode';
import { translateWith } from './l10n';

// Whoever puts a program of the editor together imports this before all else: some texts are made when their file is loaded.
translateWith((message) => vscode.l10n.t(message));
