import protobuf from 'protobufjs/light.js';

/**
 * The part of TensorFlow's Event message that scalars need, with the field numbers of event.proto, summary.proto and tensor.proto;
 * other fields are skipped in reading.
 */
const root = protobuf.Root.fromJSON({
  nested: {
    Event: {
      fields: {
        wallTime: { type: 'double', id: 1 },
        step: { type: 'int64', id: 2 },
        fileVersion: { type: 'string', id: 3 },
        summary: { type: 'Summary', id: 5 },
      },
    },
    Summary: { fields: { value: { rule: 'repeated', type: 'Value', id: 1 } } },
    Value: {
      // One of the two is always written, also where it is 0.
      oneofs: { value: { oneof: ['simpleValue', 'tensor'] } },
      fields: {
        tag: { type: 'string', id: 1 },
        simpleValue: { type: 'float', id: 2 },
        tensor: { type: 'Tensor', id: 8 },
      },
    },
    Tensor: {
      fields: {
        dtype: { type: 'int32', id: 1 },
        tensorContent: { type: 'bytes', id: 4 },
        floatVal: { rule: 'repeated', type: 'float', id: 5 },
        doubleVal: { rule: 'repeated', type: 'double', id: 6 },
      },
    },
  },
});

export const eventMessage = root.lookupType('Event');
