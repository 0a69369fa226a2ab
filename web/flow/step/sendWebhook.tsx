import { Checkbox, Select } from '@mantine/core';
import { MacroInput } from '../../parts/macroInput.tsx';
import { useText } from '../../parts/useText.ts';
import { useDrawing } from '../drawing.ts';
import { type FormProps, orNothing } from '../formProps.ts';
import { RecordFields, recordOf } from '../recordFields.tsx';
import { SecretField } from '../secretField.tsx';
import { StepPicker } from '../stepPicker.tsx';

const methods = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] as const;

export function SendWebhookForm({ step, change, errorAt }: FormProps<'sendWebhook'>) {
  const text = useText();
  const { macros } = useDrawing();
  const method = step.method ?? 'GET';
  return (
    <>
      <Select
        label={text('flow.webhook.method')}
        data={[...methods]}
        value={method}
        allowDeselect={false}
        onChange={(chosen) =>
          change({ ...step, method: methods.find((one) => one === chosen) ?? 'GET' }, 'method')
        }
      />
      <MacroInput
        multiline
        minRows={2}
        required
        label={text('flow.form.url')}
        description={text('flow.webhook.urlHint')}
        placeholder="https://tracker.example/postback?subid={tracker.clickid}"
        source={macros.source}
        syntax="webhook"
        value={step.url}
        error={errorAt('url')}
        onChange={(url) => change({ ...step, url }, 'url')}
      />
      {method !== 'GET' && (
        <MacroInput
          multiline
          label={text('flow.webhook.body')}
          source={macros.source}
          syntax="webhook"
          value={step.body ?? ''}
          error={errorAt('body')}
          onChange={(body) => change({ ...step, body: orNothing(body) }, 'body')}
        />
      )}
      <RecordFields
        title={text('flow.webhook.header')}
        addLabel={text('flow.webhook.addHeader')}
        keyLabel={text('flow.webhook.headerName')}
        valueLabel={text('flow.form.value')}
        entries={Object.entries(step.headers ?? {})}
        place="headers"
        errorAt={errorAt}
        syntax="webhook"
        onChange={(entries) =>
          change({ ...step, headers: entries.length > 0 ? recordOf(entries) : undefined }, 'headers')
        }
      />
      <SecretField
        label={text('flow.webhook.secret')}
        description={text('flow.webhook.secretHint')}
        value={step.secret}
        error={errorAt('secret')}
        onChange={(secret) => change({ ...step, secret }, 'secret')}
      />
      <Checkbox
        label={text('flow.webhook.wait')}
        description={text('flow.webhook.waitHint')}
        checked={step.wait ?? false}
        onChange={({ currentTarget }) =>
          change({ ...step, wait: currentTarget.checked || undefined }, 'wait')
        }
      />
      {(step.wait || step.save) && (
        <RecordFields
          title={text('flow.webhook.save')}
          addLabel={text('flow.webhook.addSave')}
          keyLabel={text('flow.form.field')}
          valueLabel={text('flow.webhook.path')}
          valuePlaceholder="data.user.id"
          keys={macros.source.fields.map(({ key }) => key)}
          entries={Object.entries(step.save ?? {})}
          place="save"
          errorAt={errorAt}
          onChange={(entries) =>
            change({ ...step, save: entries.length > 0 ? recordOf(entries) : undefined }, 'save')
          }
        />
      )}
      {(step.wait || step.ok || step.failed) &&
        (['ok', 'failed'] as const).map((key) => (
          <StepPicker
            key={key}
            label={text(`flow.output.${key}`)}
            value={step[key] ?? ''}
            error={errorAt(key)}
            onChange={(target) => change({ ...step, [key]: orNothing(target) }, key)}
          />
        ))}
    </>
  );
}
