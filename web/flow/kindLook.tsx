import { Menu } from '@mantine/core';
import {
  type Icon,
  IconArrowRightCircle,
  IconArrowsSplit2,
  IconBellRinging,
  IconClock,
  IconForms,
  IconHeadset,
  IconMessage,
  IconSparkles,
  IconSwitch3,
  IconTag,
  IconTargetArrow,
  IconWebhook,
} from '@tabler/icons-react';
import type { StepKind } from '../../src/flow/flow.ts';
import { useText } from '../parts/useText.ts';
import { stepKinds } from './newStep.ts';

export const kindIcons: Record<StepKind, Icon> = {
  sendMessage: IconMessage,
  aiReply: IconSparkles,
  customCondition: IconArrowsSplit2,
  customDelay: IconClock,
  customPush: IconBellRinging,
  abRouter: IconSwitch3,
  changeTags: IconTag,
  setFields: IconForms,
  sendWebhook: IconWebhook,
  sendTrackerEvent: IconTargetArrow,
  assignOperator: IconHeadset,
  changeFlow: IconArrowRightCircle,
};

/** Every kind of step, to be put into a menu. */
export function KindItems({ onPick }: { onPick: (kind: StepKind) => void }) {
  const text = useText();
  return stepKinds.map((kind) => {
    const Sign = kindIcons[kind];
    return (
      <Menu.Item key={kind} leftSection={<Sign size={16} aria-hidden />} onClick={() => onPick(kind)}>
        {text(`flow.kind.${kind}`)}
      </Menu.Item>
    );
  });
}
