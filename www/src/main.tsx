// The page's entry: mounts it and starts the engine.

import { render } from 'preact';
import { start } from './app.ts';
import { Page } from './page.tsx';
import './styles/tokens.css';
import './styles/layout.css';
import './styles/parts.css';
import './styles/tables.css';
import './styles/dialogs.css';
import './styles/points.css';
import './styles/policies.css';
import './styles/lab.css';
import './styles/blobs.css';
import './styles/restore.css';

const root = document.getElementById('app');
if (!root) throw new Error('index.html has no #app');
render(<Page />, root);
void start();
