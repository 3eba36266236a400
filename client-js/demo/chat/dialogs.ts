import { byId } from '../shared/dom.js';
import { slug } from '../shared/identity.js';

const nameDialog = byId('name-dialog', HTMLDialogElement);
const nameForm = byId('name-form', HTMLFormElement);
const nameInput = byId('name', HTMLInputElement);
const roomDialog = byId('room-dialog', HTMLDialogElement);
const roomForm = byId('room-form', HTMLFormElement);
const roomInput = byId('room-input', HTMLInputElement);
const roomCancel = byId('room-cancel', HTMLButtonElement);

/** Asks for the reader's name. Leaving the dialog keeps the proposed one. */
export function askName(proposed: string): Promise<string> {
  nameInput.value = proposed;
  nameDialog.showModal();
  nameInput.select();
  return new Promise((resolve) => {
    let answer = proposed;
    const onSubmit = () => {
      answer = nameInput.value.trim() || proposed;
    };
    nameForm.addEventListener('submit', onSubmit);
    nameDialog.addEventListener(
      'close',
      () => {
        nameForm.removeEventListener('submit', onSubmit);
        resolve(answer);
      },
      { once: true },
    );
  });
}

/** Lets the reader name a room and opens it. */
export function onNewRoom(button: HTMLButtonElement, open: (room: string) => void): void {
  button.addEventListener('click', () => {
    roomInput.value = '';
    roomDialog.showModal();
  });
  roomCancel.addEventListener('click', () => roomDialog.close());
  roomForm.addEventListener('submit', () => open(slug(roomInput.value, 'lobby')));
}
