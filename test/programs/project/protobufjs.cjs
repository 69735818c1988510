'use strict';
const protobuf = require('protobufjs');
const { randomUUID } = require('node:crypto');

exports.stamp = `${process.hrtime.bigint()} ${randomUUID()}`;
const { root } = protobuf.parse(`syntax = "proto3"; package shop;
  enum Status { OPEN = 0; CLOSED = 1; }
  message Line { string name = 1; double price = 2; sint32 delta = 3; }
  message Order { uint64 id = 1; Status status = 2; repeated Line lines = 3; map<string, int32> counts = 4; bytes body = 5; oneof who { string person = 6; int32 number = 7; } repeated int32 packed = 8; float ratio = 9; fixed64 big = 10; bool paid = 11; Order parent = 12; }
  service Orders { rpc Get (Line) returns (Order); rpc Watch (Line) returns (stream Order); }`, { keepCase: true });
const Order = root.lookupType('shop.Order');
const Line = root.lookupType('shop.Line');
const byHand = new protobuf.Type('ByHand').add(new protobuf.Field('values', 1, 'float', 'repeated')).add(new protobuf.Field('text', 2, 'string'));
new protobuf.Root().define('hand').add(byHand);
const example = { id: 12345, status: 1, lines: [{ name: 'tea', price: 2.5, delta: -3 }, { name: 'ünï', price: -1e10 }], counts: { a: 1, b: -2 }, body: Buffer.from([1, 2, 255]), person: 'ada', packed: [1, 300, -1], ratio: 0.5, big: 7, paid: true, parent: { id: 1 } };
const warm = Order.encode(Order.fromObject(example)).finish();
const kept = protobuf.Reader.create(warm);
kept.skip(1);
const writer = protobuf.Writer.create().uint32(8).string('half');
class Special extends protobuf.Message {
  get loud() { return this.text.toUpperCase(); }
}
protobuf.Type.generateConstructor(byHand);
byHand.ctor = Special;
const service = root.lookupService('shop.Orders').create((method, data, done) => {
  const { name } = Line.decode(data);
  done(null, Order.encode(Order.create({ id: 9, person: name })).finish());
}, false, false);

exports.Program = class Program {
  static async startUp() {
    console.log(warm.toString('hex'), kept.pos, kept.len, Buffer.from(writer.bytes([1, 2]).fixed32(7).finish()).toString('hex'));
    const decoded = Order.decode(warm);
    console.log(JSON.stringify(decoded), JSON.stringify(Order.toObject(decoded, { enums: String, longs: String, bytes: String, defaults: true, arrays: true, oneofs: true })));
    console.log(Order.verify({ ...example, status: 'x' }), Order.verify(example), Order.fromObject(example) instanceof Order.ctor, Order.decode(Order.encode(decoded).finish()).lines.length, decoded.who, Order.ctor.name);
    console.log(JSON.stringify(await service.get({ name: 'bob' })), service instanceof protobuf.rpc.Service);
    const hand = byHand.decode(byHand.encode({ values: [1.5, -2.25], text: 'x' }).finish());
    console.log(hand.loud, hand instanceof Special, Array.from(hand.values), JSON.stringify(root.toJSON()).length, Line.encodeDelimited({ name: 'q' }).finish().length);
    const later = protobuf.parse('syntax = "proto2"; message M { required int32 a = 1 [default = 5]; optional string b = 2; extensions 100 to 199; } extend M { optional int32 c = 100; }').root.lookupType('M');
    try {
      later.decode(new Uint8Array([]));
    } catch (error) {
      console.log(error.constructor === protobuf.util.ProtocolError, error.message);
    }
    console.log(JSON.stringify(later.decode(later.encode({ a: 7, b: 'z' }).finish())), protobuf.util.base64.encode(warm, 0, 6), protobuf.util.utf8.length('ü€'), Order.fieldsArray.map((field) => field.name).join(), protobuf.Reader.create(warm) instanceof protobuf.BufferReader);
  }
};
