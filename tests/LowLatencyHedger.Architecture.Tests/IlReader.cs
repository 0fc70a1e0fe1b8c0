using System.Reflection;
using System.Reflection.Emit;

namespace LowLatencyHedger.Architecture.Tests;

/// <summary>One instruction of a method's IL; <see cref="Operand"/> is the resolved member where there is one.</summary>
internal readonly record struct IlInstruction(OpCode OpCode, MemberInfo? Operand);

/// <summary>Reads the IL of a method.</summary>
internal static class IlReader
{
    private static readonly Dictionary<short, OpCode> s_opCodes = typeof(OpCodes)
        .GetFields(BindingFlags.Public | BindingFlags.Static)
        .Select(field => (OpCode)field.GetValue(null)!)
        .ToDictionary(code => code.Value);

    public static IEnumerable<IlInstruction> Read(MethodBase method)
    {
        var il = method.GetMethodBody()?.GetILAsByteArray() ?? [];
        for (var position = 0; position < il.Length;)
        {
            var first = il[position++];
            var code = first == 0xFE ? s_opCodes[(short)(0xFE00 | il[position++])] : s_opCodes[first];
            yield return new IlInstruction(code, Resolve(method, code, il, position));
            position += OperandSize(code, il, position);
        }
    }

    private static MemberInfo? Resolve(MethodBase method, OpCode code, byte[] il, int position)
    {
        if (code.OperandType is not (OperandType.InlineMethod or OperandType.InlineType or OperandType.InlineTok or OperandType.InlineField))
        {
            return null;
        }

        var typeArguments = method.DeclaringType is { IsGenericType: true } type ? type.GetGenericArguments() : null;
        var methodArguments = method.IsGenericMethod ? method.GetGenericArguments() : null;
        return method.Module.ResolveMember(BitConverter.ToInt32(il, position), typeArguments, methodArguments);
    }

    private static int OperandSize(OpCode code, byte[] il, int position) => code.OperandType switch
    {
        OperandType.InlineNone => 0,
        OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar => 1,
        OperandType.InlineVar => 2,
        OperandType.InlineI8 or OperandType.InlineR => 8,
        OperandType.InlineSwitch => 4 + (4 * BitConverter.ToInt32(il, position)),
        _ => 4,
    };
}
