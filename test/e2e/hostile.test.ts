import { meetInEditor } from '../hostile/editor';

meetInEditor('hostile folders in the editor', ({ inEditor }) => inEditor === true);
