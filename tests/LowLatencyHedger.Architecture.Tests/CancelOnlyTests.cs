using System.Reflection;

namespace LowLatencyHedger.Architecture.Tests;

/// <summary>What may stop trading from outside must not be able to trade: nothing that it calls can write an order.</summary>
public sealed class CancelOnlyTests
{
    private static readonly string[] s_forbiddenTypes = ["TradingSession", "HedgeCore", "Engine", "NewOrder"];

    [Theory]
    [InlineData("CancelSession")]
    [InlineData("CancelClient")]
    [InlineData("Watchdog")]
    [InlineData("WatchdogVerb")]
    public void CancelOnlyParts_EverythingTheyCall_CannotWriteAnOrder(string name)
    {
        var types = ProductAssemblies.All.SelectMany(assembly => assembly.GetTypes()).Where(type => Outermost(type).Name == name).ToList();
        Assert.NotEmpty(types);

        var reached = Closure(types.SelectMany(BodiesOf));

        Assert.True(reached.Count > 20, "the scan has found next to nothing");
        Assert.DoesNotContain(reached, method => method.DeclaringType!.Name == "OrderRequests" && method.Name == "Place");
        Assert.DoesNotContain(reached, method => s_forbiddenTypes.Contains(Outermost(method.DeclaringType!).Name));
    }

    [Fact]
    public void TradingSession_ByTheSameScan_WritesOrders()
    {
        var trading = ProductAssemblies.All.SelectMany(assembly => assembly.GetTypes()).Single(type => type.Name == "TradingSession");

        Assert.Contains(Closure(BodiesOf(trading)), method => method.DeclaringType!.Name == "OrderRequests" && method.Name == "Place");
    }

    private static HashSet<MethodBase> Closure(IEnumerable<MethodBase> roots)
    {
        var reached = new HashSet<MethodBase>();
        var pending = new Queue<MethodBase>(roots);
        while (pending.TryDequeue(out var method))
        {
            if (!reached.Add(method))
            {
                continue;
            }

            foreach (var instruction in IlReader.Read(method))
            {
                if (instruction.Operand is MethodBase called && ProductAssemblies.IsOurs(called.DeclaringType!.Assembly))
                {
                    pending.Enqueue(called);
                }
            }
        }

        return reached;
    }

    private static IEnumerable<MethodBase> BodiesOf(Type type)
    {
        const BindingFlags All = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static | BindingFlags.Instance | BindingFlags.DeclaredOnly;
        return type.GetMethods(All).Concat<MethodBase>(type.GetConstructors(All));
    }

    private static Type Outermost(Type type) => type.DeclaringType is { } outer ? Outermost(outer) : type;
}
