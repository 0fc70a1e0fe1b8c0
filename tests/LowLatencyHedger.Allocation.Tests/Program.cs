using LowLatencyHedger.Allocation.Tests;

// Fails on any byte that a hot path allocates per event, and when the meter misses the one case that must allocate.
var scratch = Directory.CreateTempSubdirectory("hedger-allocation-");
var passed = 0;
var failed = 0;
try
{
    Check("control: closures that escape", SmallCases.Guilty, bytes => bytes > 0);
    Check("ring publish and consume", SmallCases.Ring);
    foreach (var (name, prepare) in CodecCases.All())
    {
        Check(name, prepare);
    }

    var inputs = EngineCases.Record();
    Check("core between journal and output ring", () => EngineCases.CoreBetweenJournalAndRing(EngineCases.Config, inputs, scratch.FullName));
    var (config, ofProgram) = EngineCases.RecordProgram();
    var beside = scratch.CreateSubdirectory("program").FullName;
    Check("the same with options and two futures", () => EngineCases.CoreBetweenJournalAndRing(config, ofProgram, beside));
    Check("Greeks of a book in a jumping market", GreeksCases.JumpingMarket);
    var calls = SessionCases.Record();
    Check("sessions: messages, ticks and orders", () => SessionCases.Replay(calls));
    Check("latency histogram", SmallCases.Histogram);
    Check("telemetry snapshot", () => SmallCases.Snapshot(scratch.FullName));
}
finally
{
    scratch.Delete(recursive: true);
}

Console.WriteLine($"{passed} passed, {failed} failed");
return failed == 0 ? 0 : 1;

void Check(string name, Func<Pass> prepare, Func<long, bool>? isRight = null)
{
    var (events, bytes) = Meter.Measure(prepare);
    var right = isRight?.Invoke(bytes) ?? bytes == 0;
    passed += right ? 1 : 0;
    failed += right ? 0 : 1;
    Console.WriteLine($"{(right ? "ok    " : "FAILED")} {name,-45} {events,9} events {bytes,12} bytes");
}
