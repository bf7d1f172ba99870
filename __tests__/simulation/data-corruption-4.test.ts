import { describePart } from './support/histories';

describePart(3);
