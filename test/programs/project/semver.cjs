'use strict';
const semver = require('semver');
const { randomUUID } = require('node:crypto');

exports.stamp = `${process.hrtime.bigint()} ${randomUUID()}`;
const versions = ['1.2.3', '1.10.0', '2.0.0-beta.2', '2.0.0', '0.9.9', '1.2.3+build.7'].map((text) => new semver.SemVer(text));
const ranges = ['^1.2.0', '~1.2', '>=2.0.0-beta <3', '1.x || >=2.5.0', '*'].map((text) => new semver.Range(text));
const sorted = semver.sort([...versions]).map(String);
const warm = ranges.map((range) => versions.map((version) => range.test(version)));

exports.Program = class Program {
  static startUp() {
    console.log(semver.SEMVER_SPEC_VERSION, sorted, warm.map((row) => row.map(Number).join('')));
    console.log(ranges.map((range) => range.range), versions[2].prerelease, versions[5].build, versions.every((version) => version instanceof semver.SemVer));
    console.log(semver.satisfies('1.3.0', ranges[0]), semver.maxSatisfying(versions, '^1'), semver.inc('1.2.3', 'prerelease', 'rc'), semver.diff('1.2.3', '2.0.0'), semver.coerce('v3.4 something').version);
    console.log(semver.validRange('>=1 <2 || 3'), semver.intersects('^1', '>=1.5'), semver.minVersion('>1.2').version, semver.simplifyRange(['1.0.0', '1.1.0', '1.2.0'], '1.0.0 || 1.1.0 || 1.2.0'), semver.subset('^1.2', '^1'));
    try {
      new semver.SemVer('not a version');
    } catch (error) {
      console.log(error.constructor.name, error.message);
    }
  }
};
