using System.Reflection;
using System.Reflection.Emit;
using System.Runtime.CompilerServices;
using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.Architecture.Tests;

/// <summary>
/// Reads the IL of every [HotPath] method and says what it does that such a method may not: allocate, box, throw, or call something
/// that is neither marked, nor trivial, nor on the list of harmless library types.
/// </summary>
internal static class HotPathScanner
{
    /// <summary>Accessors and the like: too short to hide anything, and scanned for allocation all the same.</summary>
    private const int TrivialIlBytes = 24;

    private static readonly HashSet<string> s_harmless =
    [
        "System.Math", "System.MathF", "System.Double", "System.Int32", "System.Int64", "System.UInt32", "System.UInt64", "System.Byte",
        "System.UInt16", "System.Int16", "System.UInt128", "System.Int128", "System.Span`1", "System.ReadOnlySpan`1", "System.MemoryExtensions", "System.Nullable`1",
        "System.Array", "System.Index", "System.TimeSpan", "System.Range", "System.ValueTuple`2", "System.ValueTuple`3", "System.Memory`1",
        "System.Buffers.Binary.BinaryPrimitives", "System.Buffers.Text.Utf8Parser", "System.Buffers.Text.Utf8Formatter",
        "System.Numerics.BitOperations", "System.Text.Unicode.Utf8", "System.Text.Ascii", "System.Text.Rune", "System.Threading.Volatile", "System.Threading.Interlocked",
        "System.Threading.Thread", "System.Diagnostics.Stopwatch", "System.DateTime", "System.HashCode",
        "System.Runtime.CompilerServices.Unsafe", "System.Runtime.InteropServices.MemoryMarshal",
        "System.Runtime.CompilerServices.RuntimeHelpers", "System.Runtime.InteropServices.SafeHandle", "System.Boolean", "System.IntPtr",
        "System.UIntPtr", "System.Runtime.InteropServices.SafeBuffer", "System.UnmanagedMemoryAccessor", "System.Threading.SpinWait",
        "System.Net.Sockets.Socket", "<PrivateImplementationDetails>",
    ];

    public static IEnumerable<MethodBase> MarkedMethods(Assembly assembly) => assembly.GetTypes()
        .SelectMany(MethodsOf)
        .Where(method => (IsMarked(method) || CarriesOutAMarkedCall(method)) && !IsRecordPlumbing(method) && !IsSetUp(method));

    /// <summary>What this method does that a hot method may not; empty when it is clean.</summary>
    public static IEnumerable<string> Violations(MethodBase method)
    {
        foreach (var instruction in IlReader.Read(method))
        {
            if (Forbidden(method, instruction) is { } what)
            {
                yield return $"{method.DeclaringType?.FullName}.{method.Name}: {what}";
            }
        }
    }

    private static string? Forbidden(MethodBase method, IlInstruction instruction)
    {
        if (instruction.OpCode == OpCodes.Newarr)
        {
            return $"allocates an array of {instruction.Operand}";
        }

        if (instruction.OpCode == OpCodes.Box)
        {
            return instruction.Operand is Type { IsGenericParameter: true } ? null : $"boxes {instruction.Operand}";
        }

        if (instruction.OpCode == OpCodes.Throw)
        {
            return "throws; use Throw or Invariant";
        }

        if (instruction.OpCode == OpCodes.Ldftn || instruction.OpCode == OpCodes.Ldvirtftn)
        {
            return "makes a delegate";
        }

        return instruction.Operand is MethodBase target && instruction.OpCode.FlowControl == FlowControl.Call ? ForbiddenCall(method, instruction, target) : null;
    }

    private static string? ForbiddenCall(MethodBase method, IlInstruction instruction, MethodBase target)
    {
        var type = target.DeclaringType!;
        if (instruction.OpCode == OpCodes.Newobj && !type.IsValueType)
        {
            return type.IsArray ? $"allocates {type}" : $"allocates a {type.FullName}";
        }

        if (type.IsArray || type.Assembly == typeof(Throw).Assembly && type == typeof(Throw))
        {
            return null;
        }

        if (ProductAssemblies.IsOurs(type.Assembly))
        {
            return IsMarked(target) || IsTrivial(target) || type.IsInterface && IsMarked(type) ? null : $"calls {type.Name}.{target.Name}, which is not marked";
        }

        var open = type.IsGenericType ? type.GetGenericTypeDefinition() : type;
        var name = open.FullName!;
        var harmless = s_harmless.Contains(name)
            || name.StartsWith("System.Runtime.Intrinsics.", StringComparison.Ordinal)
            || target.Name is "get_Length" or "get_Item" or "get_Count" && type.IsValueType
            || IsConstructorOfBase(method, target)
            || type.IsInterface && type.Namespace == "System.Numerics";
        if (!harmless)
        {
            return $"calls {name}.{target.Name}, which is not on the list of harmless library types";
        }

        return IsAllocatingLibraryCall(target) ? $"calls {name}.{target.Name}, which allocates" : null;
    }

    /// <summary>Harmless types have a few members that are not: those that make text or arrays.</summary>
    private static bool IsAllocatingLibraryCall(MethodBase target) =>
        Declared(target) is MethodInfo { ReturnType: var made } && (made == typeof(string) || made.IsArray) || target.Name is "Resize";

    /// <summary>Reading a field of type string through Volatile.Read{T} makes no string.</summary>
    private static MethodBase Declared(MethodBase target) => target is MethodInfo { IsGenericMethod: true } generic ? generic.GetGenericMethodDefinition() : target;

    /// <summary>
    /// A marked member of an interface or of a base class promises for whoever implements it. The simulated venue and the tools that decode
    /// recordings implement some of them without being hot. So do the managed transport, which is the fallback, and the TLS channel: what
    /// SslStream does inside is the library's.
    /// </summary>
    private static bool CarriesOutAMarkedCall(MethodBase method)
    {
        if (method is not MethodInfo { IsVirtual: true, IsAbstract: false, DeclaringType: { IsInterface: false } type } implementation
            || type.Namespace?.StartsWith("LowLatencyHedger.Simulation", StringComparison.Ordinal) != false
            || type.FullName is "LowLatencyHedger.App.Decode.EventList"
                or "LowLatencyHedger.Transport.ManagedWebSocket"
                or "LowLatencyHedger.Transport.TlsChannel")
        {
            return false;
        }

        if (implementation.GetBaseDefinition() is var declared && declared != implementation && IsMarked(declared))
        {
            return true;
        }

        return type.GetInterfaces().Where(contract => ProductAssemblies.IsOurs(contract.Assembly)).Any(contract =>
        {
            var map = type.GetInterfaceMap(contract);
            return map.InterfaceMethods.Where((member, i) => IsMarked(member) && map.TargetMethods[i] == implementation).Any();
        });
    }

    /// <summary>A class is built once, before anything is hot, however hot its methods are.</summary>
    private static bool IsSetUp(MethodBase method) =>
        method is ConstructorInfo { DeclaringType.IsValueType: false } && !method.IsDefined(typeof(HotPathAttribute), inherit: false);

    private static bool IsConstructorOfBase(MethodBase method, MethodBase target) => method.IsConstructor && target.IsConstructor && target.DeclaringType == typeof(object);

    private static bool IsMarked(MemberInfo member)
    {
        var own = member.IsDefined(typeof(HotPathAttribute), inherit: false);
        return own || (member is MethodBase method && (PropertyIsMarked(method) || method.DeclaringType is { } type && IsMarked(type)));
    }

    private static bool PropertyIsMarked(MethodBase method) => method.IsSpecialName && method.DeclaringType!
        .GetProperties(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static)
        .Any(property => property.IsDefined(typeof(HotPathAttribute)) && property.GetAccessors(nonPublic: true).Any(a => a.MetadataToken == method.MetadataToken));

    private static bool IsTrivial(MethodBase method) =>
        method.GetMethodBody()?.GetILAsByteArray() is { } il && il.Length <= TrivialIlBytes && !Violations(method).Any();

    /// <summary>Text and object equality of values exist for tests and cold code; a hot method that called them would box and be caught.</summary>
    private static bool IsRecordPlumbing(MethodBase method) =>
        method.Name is "ToString" or "PrintMembers" or "GetHashCode" || (method.Name == "Equals" && method.GetParameters() is [{ ParameterType: var type }] && type == typeof(object))
        || method.IsDefined(typeof(CompilerGeneratedAttribute)) && !method.IsSpecialName && !IsLocalFunction(method);

    private static bool IsLocalFunction(MethodBase method) => method.Name.Contains(">g__", StringComparison.Ordinal);

    private static IEnumerable<MethodBase> MethodsOf(Type type)
    {
        const BindingFlags Declared = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;
        return type.GetMethods(Declared).Concat<MethodBase>(type.GetConstructors(Declared));
    }
}
