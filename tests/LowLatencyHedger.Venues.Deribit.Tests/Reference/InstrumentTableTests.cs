using System.Text;
using LowLatencyHedger.Core.Events;
using LowLatencyHedger.Primitives;
using LowLatencyHedger.Testing;
using LowLatencyHedger.Venues.Deribit.Reference;

namespace LowLatencyHedger.Venues.Deribit.Tests.Reference;

public sealed class InstrumentTableTests
{
    [Fact]
    public void Define_RandomNamesAndSpecifications_AgreesWithNaiveTable()
    {
        var random = new Random(Seeds.For(nameof(Define_RandomNamesAndSpecifications_AgreesWithNaiveTable), 20261));
        for (var round = 0; round < 20; round++)
        {
            var capacity = random.Next(1, 300);
            var table = new InstrumentTable(capacity, 4);
            var naive = new NaiveInstrumentTable(capacity);
            for (var step = 0; step < 1500; step++)
            {
                // Looks names up beforehand, also in an empty table, and must not matter.
                table.Touch(step);
                var name = RandomName(random);
                if (random.Next(3) == 0)
                {
                    var body = Body(name, random.Next(1, 3));
                    Assert.Equal(naive.Define(in body), table.Define(in body, out var defined).ToString());
                    Assert.Equal(naive.Find(name), defined.Index);
                }

                Assert.Equal(naive.Find(name) >= 0, table.TryFind(Encoding.UTF8.GetBytes(name), out var found));
                Assert.Equal(naive.Find(name), found.Index);
            }

            Assert.Equal(naive.Count, table.InstrumentCount);
            for (var i = 0; i < naive.Count; i++)
            {
                Assert.Equal(naive.NameOf(i), Encoding.UTF8.GetString(table.GetName(new InstrumentId(i))));
                Assert.Equal(naive.TickOf(i), table.Definition(new InstrumentId(i)).TickSize.Raw);
            }
        }
    }

    [Fact]
    public void TryFind_PrefixOrOtherCase_IsNotFound()
    {
        var table = new InstrumentTable(4, 1);
        table.Define(Body("BTC-27FEB26-100000-C", 1), out _);

        Assert.False(table.TryFind("BTC-27FEB26-100000"u8, out _));
        Assert.False(table.TryFind("btc-27FEB26-100000-C"u8, out _));
        Assert.False(table.TryFind(""u8, out _));
        Assert.False(table.TryFind("BTC-27FEB26-100000-C-A-NAME-LONGER-THAN-ANY-ENTRY"u8, out var none));
        Assert.Equal(InstrumentId.None, none);
    }

    [Fact]
    public void TryDefineIndex_TwiceAndBeyondCapacity_KeepsIdsAndRefuses()
    {
        var table = new InstrumentTable(1, 2);

        Assert.True(table.TryDefineIndex("btc_usd"u8, out var bitcoin));
        Assert.True(table.TryDefineIndex("eth_usd"u8, out var ether));
        Assert.True(table.TryDefineIndex("btc_usd"u8, out var again));
        Assert.Equal(bitcoin, again);
        Assert.NotEqual(bitcoin, ether);
        Assert.False(table.TryDefineIndex("sol_usdc"u8, out _));
        Assert.False(table.TryDefineIndex("a_name_that_is_longer_than_31_bytes"u8, out _));
        Assert.True(table.TryFindIndex("eth_usd"u8, out var found));
        Assert.Equal(ether, found);
        Assert.Equal("eth_usd", Encoding.UTF8.GetString(table.GetIndexName(ether)));
    }

    [Fact]
    public void GetName_IdNeverGivenOut_Throws() =>
        Assert.Throws<InvariantException>(() => new InstrumentTable(4, 1).GetName(new InstrumentId(0)).Length);

    [Fact]
    public void TryFind_WhileAnotherThreadDefines_SeesWholeNamesOnly()
    {
        const int Count = 20_000;
        var table = new InstrumentTable(Count, 1);
        var names = Enumerable.Range(0, Count).Select(i => Encoding.UTF8.GetBytes($"BTC-27FEB26-{i}-C")).ToArray();
        var writer = new Thread(() =>
        {
            for (var i = 0; i < Count; i++)
            {
                table.Define(Body(Encoding.UTF8.GetString(names[i]), 1), out _);
            }
        });
        writer.Start();
        var known = 0;
        while (known < Count)
        {
            // Everything that the count covers must be found under its id.
            var published = table.InstrumentCount;
            for (; known < published; known++)
            {
                Assert.True(table.TryFind(names[known], out var id));
                Assert.Equal(known, id.Index);
                Assert.True(table.GetName(id).SequenceEqual(names[known]));
            }
        }

        writer.Join();
    }

    [Fact]
    public void TryFind_Warmed_AllocatesNothing()
    {
        var table = new InstrumentTable(64, 1);
        for (var i = 0; i < 64; i++)
        {
            table.Define(Body($"BTC-27FEB26-{i}000-C", 1), out _);
        }

        var found = 0;
        for (var i = 0; i < 100; i++)
        {
            found += table.TryFind("BTC-27FEB26-7000-C"u8, out _) ? 1 : 0;
        }

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1000; i++)
        {
            found += table.TryFind("BTC-27FEB26-7000-C"u8, out _) ? 1 : 0;
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.Equal(1100, found);
    }

    private static InstrumentBody Body(string name, long tick) =>
        new() { Name = InlineText32.From(name), TickSize = Price.FromRaw(tick), Strike = double.NaN };

    private static string RandomName(Random random) =>
        $"{(random.Next(2) == 0 ? "BTC" : "ETH")}-{random.Next(1, 4)}FEB26-{random.Next(40)}{(random.Next(2) == 0 ? "-C" : "-P")}";
}
