using System.Management.Automation;

namespace PartnerCenter.Qualifications;

/// <summary>
/// What scripts read as <c>IsConnected</c> of a context.
/// </summary>
/// <remarks>
/// The engine serializes every property of an object, and a picture of a context must not say that it is connected. Type data could leave the
/// property out, but a session has them once, so that a second copy of the module could not be imported. A dynamic member is read, listed and
/// shown as a property is, and not serialized.
/// </remarks>
internal sealed class IsConnectedMember : PSPropertyInfo
{
    private readonly PcContext _context;

    public IsConnectedMember(PcContext context)
    {
        _context = context;
        SetMemberName(nameof(PcContext.IsConnected));
    }

    public override PSMemberTypes MemberType => PSMemberTypes.Dynamic;

    public override bool IsGettable => true;

    public override bool IsSettable => false;

    public override string TypeNameOfValue => typeof(bool).FullName!;

    public override object Value
    {
        get => _context.IsConnected;
        set => throw new SetValueException(CommandMessages.IsConnectedReadOnly);
    }

    public override PSMemberInfo Copy() => new IsConnectedMember(_context);

    public override string ToString() => $"bool {Name} {{get;}}";
}
