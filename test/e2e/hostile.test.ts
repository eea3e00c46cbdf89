import { meetInEditor } from '../hostile/editor';
import { everydayInEditor } from '../hostile/everyday';

meetInEditor('hostile folders in the editor', (folder) => everydayInEditor.includes(folder));
