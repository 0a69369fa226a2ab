import type { Step } from '../../src/flow/flow.ts';
import type { ErrorAt } from './formProps.ts';
import { AbRouterForm } from './step/abRouter.tsx';
import { AiReplyForm } from './step/aiReply.tsx';
import { AssignOperatorForm } from './step/assignOperator.tsx';
import { ChangeFlowForm } from './step/changeFlow.tsx';
import { ChangeTagsForm } from './step/changeTags.tsx';
import { CustomConditionForm } from './step/customCondition.tsx';
import { CustomDelayForm } from './step/customDelay.tsx';
import { CustomPushForm } from './step/customPush.tsx';
import { SendMessageForm } from './step/sendMessage.tsx';
import { SendTrackerEventForm } from './step/sendTrackerEvent.tsx';
import { SendWebhookForm } from './step/sendWebhook.tsx';
import { SetFieldsForm } from './step/setFields.tsx';

type StepFormProps = { step: Step; change: (step: Step, field: string) => void; errorAt: ErrorAt };

/** What is special to the step's kind. */
export function StepForm({ step, ...rest }: StepFormProps) {
  switch (step.kind) {
    case 'sendMessage':
      return <SendMessageForm step={step} {...rest} />;
    case 'aiReply':
      return <AiReplyForm step={step} {...rest} />;
    case 'customCondition':
      return <CustomConditionForm step={step} {...rest} />;
    case 'customDelay':
      return <CustomDelayForm step={step} {...rest} />;
    case 'customPush':
      return <CustomPushForm step={step} {...rest} />;
    case 'abRouter':
      return <AbRouterForm step={step} {...rest} />;
    case 'changeTags':
      return <ChangeTagsForm step={step} {...rest} />;
    case 'setFields':
      return <SetFieldsForm step={step} {...rest} />;
    case 'sendWebhook':
      return <SendWebhookForm step={step} {...rest} />;
    case 'sendTrackerEvent':
      return <SendTrackerEventForm step={step} {...rest} />;
    case 'assignOperator':
      return <AssignOperatorForm step={step} {...rest} />;
    case 'changeFlow':
      return <ChangeFlowForm step={step} {...rest} />;
  }
}
